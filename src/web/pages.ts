import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { PageContext } from './context.ts';
import { myCover } from './cover/myCover.ts';
import { errorPages, lostPages } from './http/errors.ts';
import { takeForms } from './http/form.ts';
import { guard } from './http/guard.ts';
import { redirect } from './http/redirect.ts';
import { currentCustomer } from './http/session.ts';
import { linkWorkProvider } from './invitation/linkWorkProvider.ts';
import { otherAccount } from './invitation/otherAccount.ts';
import { problem } from './invitation/problem.ts';
import { assets } from './layout/assets.ts';
import { changePassword } from './signIn/changePassword.ts';
import { forgotten } from './signIn/forgotten.ts';
import { logIn } from './signIn/logIn.ts';
import { verify } from './signIn/verify.ts';
import { linking } from './signUp/linking.ts';
import { signUp } from './signUp/signUp.ts';
import { termsPages } from './signUp/terms.ts';

/** All pages for drivers, in a room of their own: what holds for pages does not hold for the contract's endpoints. */
export async function driverPages(house: FastifyInstance, front: PageContext): Promise<void> {
  lostPages(house, front);
  await house.register(async (app) => {
    await app.register(cookie);
    await app.register(rateLimit, { global: false });
    errorPages(app, front);
    takeForms(app);
    guard(app, front);
    assets(app);
    app.get('/', async (request, reply) =>
      redirect(reply, (await currentCustomer(front, request)) ? '/my-cover' : '/log-in'),
    );
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
