import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { myCover } from './cover/myCover.ts';
import { faultPages, lostPages } from './door/faults.ts';
import { takeForms } from './door/form.ts';
import { goTo } from './door/goTo.ts';
import { guard } from './door/guard.ts';
import { whoIs } from './door/whoIs.ts';
import { assets } from './frame/assets.ts';
import type { Front } from './front.ts';
import { linkWorkProvider } from './invitation/linkWorkProvider.ts';
import { otherAccount } from './invitation/otherAccount.ts';
import { problem } from './invitation/problem.ts';
import { linking } from './joining/linking.ts';
import { signUp } from './joining/signUp.ts';
import { termsPages } from './joining/terms.ts';
import { changePassword } from './signingIn/changePassword.ts';
import { forgotten } from './signingIn/forgotten.ts';
import { logIn } from './signingIn/logIn.ts';
import { verify } from './signingIn/verify.ts';

/** All pages for drivers, in a room of their own: what holds for pages does not hold for the contract's endpoints. */
export async function driversPages(house: FastifyInstance, front: Front): Promise<void> {
  lostPages(house, front);
  await house.register(async (app) => {
    await app.register(cookie);
    await app.register(rateLimit, { global: false });
    faultPages(app, front);
    takeForms(app);
    guard(app, front);
    assets(app);
    app.get('/', async (request, reply) => goTo(reply, (await whoIs(front, request)) ? '/my-cover' : '/log-in'));
    linkWorkProvider(app, front);
    signUp(app, front);
    logIn(app, front);
    linking(app, front);
    otherAccount(app, front);
    problem(app, front);
    termsPages(app, front);
    forgotten(app, front);
    changePassword(app, front);
    verify(app, front);
    myCover(app, front);
  });
}
