import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setSignUpHook } from '../../src/store/provider/signUpHooks.ts';
import { makeWebHookSecret } from '../../src/store/secrets.ts';
import { aVisitor } from '../support/browser.ts';
import { until } from '../support/reading.ts';
import { serviceWithReceiver } from '../support/serviceWithReceiver.ts';
import { fillSignUp, pathOf, press } from '../support/steps.ts';
import { linkFor } from '../support/visitor.ts';

const service = await serviceWithReceiver();
const { receiver } = service;
const COURIER = service.provider.name;
await setSignUpHook(service.database.pool, service.provider.id, `${receiver.url}/drivers`, makeWebHookSecret());

test('a driver agrees to be introduced, sees that the work provider does not know them, and tries again', async () => {
  receiver.answerWith({ tag: 'status', status: 404 });
  const page = await aVisitor(service.url, { javaScriptEnabled: false });
  await page.goto(linkFor(COURIER, '1686', 'ana@example.com'));
  const told = await page.getByRole('main').innerText();
  assert.match(told, /your customer number, email and phone number/);
  await fillSignUp(page);
  await press(page, /Sign up/);
  assert.equal(pathOf(page), '/my-cover');
  const [received] = await receiver.until(1);
  assert.equal(JSON.parse(received?.body ?? '').email, 'ana@example.com');

  const says = (text: string) => async () => {
    await page.goto('/links');
    return (await page.getByRole('main').innerText()).includes(text);
  };
  await until(says(`${COURIER} does not find you among their drivers`));
  receiver.answerWith({ tag: 'status', status: 200, body: '{"workProviderUserId":"W-1"}' });
  await press(page, 'Try again');
  assert.match(await page.getByRole('main').innerText(), /We told them once more/);
  await until(says('Driver ID W-1'));
  assert.doesNotMatch(await page.getByRole('main').innerText(), /does not find you/);
});
