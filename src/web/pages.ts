import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { closeAccountRoutes } from './account/closeAccount.ts';
import { detailsRoutes } from './account/details.ts';
import { linksRoutes } from './account/links.ts';
import { myDataRoutes } from './account/myData.ts';
import { timeZoneRoutes } from './account/timeZone.ts';
import type { PageContext } from './context.ts';
import { myCoverRoutes } from './cover/myCover.ts';
import { proofRoutes } from './cover/proof.ts';
import { disputeRoutes } from './dispute/dispute.ts';
import { frontRoutes } from './front/front.ts';
import { countFormsOnce } from './http/countOnce.ts';
import { errorPages, notFoundPages } from './http/errors.ts';
import { parseForms } from './http/formFields.ts';
import { refuseForeignForms } from './http/formOrigin.ts';
import { answerInLanguage, languageRoutes } from './http/language.ts';
import { sendSecurityHeaders } from './http/securityHeaders.ts';
import { linkProblemRoutes } from './invitation/linkProblem.ts';
import { linkWorkProviderRoutes } from './invitation/linkWorkProvider.ts';
import { otherAccountRoutes } from './invitation/otherAccount.ts';
import { assetRoutes } from './layout/assets.ts';
import { changePasswordRoutes } from './signIn/changePassword.ts';
import { forgotPasswordRoutes } from './signIn/forgotPassword.ts';
import { logInRoutes } from './signIn/logIn.ts';
import { verifyEmailRoutes } from './signIn/verifyEmail.ts';
import { linkingRoutes } from './signUp/linking.ts';
import { signUpRoutes } from './signUp/signUp.ts';
import { termsRoutes } from './terms/terms.ts';

/** Every page: each function adds the routes of one. */
const PAGES = [
  frontRoutes,
  languageRoutes,
  linkWorkProviderRoutes,
  linkProblemRoutes,
  otherAccountRoutes,
  signUpRoutes,
  linkingRoutes,
  termsRoutes,
  logInRoutes,
  forgotPasswordRoutes,
  changePasswordRoutes,
  verifyEmailRoutes,
  myCoverRoutes,
  proofRoutes,
  disputeRoutes,
  linksRoutes,
  myDataRoutes,
  timeZoneRoutes,
  detailsRoutes,
  closeAccountRoutes,
];

/**
 * Adds the pages for drivers to the server. They are registered in a scope of their own, so that their body parser,
 * hooks and error pages do not apply to the API. Only `notFoundPages` applies to the whole server.
 */
export async function driverPages(server: FastifyInstance, context: PageContext): Promise<void> {
  notFoundPages(server, context);
  await server.register(async (app) => {
    await app.register(cookie);
    answerInLanguage(app, context);
    errorPages(app, context);
    parseForms(app);
    sendSecurityHeaders(app, context);
    refuseForeignForms(app, context);
    countFormsOnce(app, context);
    assetRoutes(app);
    for (const addRoutes of PAGES) addRoutes(app, context);
  });
}
