import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setSignUpHook } from '../../src/store/provider/signUpHooks.ts';
import { makeWebHookSecret } from '../../src/store/secrets.ts';
import { openPage } from '../support/browser.ts';
import { linkPath } from '../support/formClient.ts';
import { fillSignUp, mainText, pathOf, press } from '../support/pageActions.ts';

import { serviceWithReceiver } from '../support/serviceWithReceiver.ts';
import { until } from '../support/until.ts';

const service = await serviceWithReceiver();
const { receiver } = service;
const COURIER = service.provider.name;
await setSignUpHook(service.database.pool, service.provider.id, `${receiver.url}/drivers`, makeWebHookSecret());

test('a driver is introduced, sees that the work provider does not know them, and asks to try again', async () => {
  receiver.answerWith({ tag: 'status', status: 404 });
  const page = await openPage(service.url, { javaScriptEnabled: false });
  await page.goto(linkPath(COURIER, '1686', 'ana@example.com'));
  assert.match(await mainText(page), /your customer number, email and phone number/);
  await fillSignUp(page);
  await press(page, /Sign up/);
  assert.equal(pathOf(page), '/my-cover');
  const [received] = await receiver.until(1);
  assert.equal(JSON.parse(received?.body ?? '').email, 'ana@example.com');

  const says = (text: string) => async () => {
    await page.goto('/links');
    return (await mainText(page)).includes(text);
  };
  await until(says(`${COURIER} does not find you among their drivers`));
  receiver.answerWith({ tag: 'status', status: 200, body: '{"workProviderUserId":"W-1"}' });
  await press(page, 'Try again');
  assert.match(await mainText(page), /We told them once more/);
  await until(says('Driver ID W-1'));
  assert.doesNotMatch(await mainText(page), /does not find you/);
});
