import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { type Language, languageAccepted, languageIn } from '../../core/language.ts';
import { chooseLanguage } from '../../store/customer/accounts.ts';
import type { PageContext } from '../context.ts';
import { inLanguage } from '../text/texts.ts';
import { languageCookie, setLanguageCookie } from './cookies.ts';
import { formFields } from './formFields.ts';
import { formLimit } from './limits.ts';
import { currentCustomer } from './session.ts';

/** The language that was chosen in this browser; else the one that the browser asks for. */
export function languageOf(request: FastifyRequest, context: PageContext): Language {
  return languageIn(languageCookie(request, context)) ?? languageAccepted(request.headers['accept-language']);
}

/** Answers each request in its language. Twice, because what reads the body belongs to no request. */
export function answerInLanguage(app: FastifyInstance, context: PageContext): void {
  const answer: onRequestHookHandler = (request, _reply, done) => inLanguage(languageOf(request, context), done);
  app.addHook('onRequest', answer);
  app.addHook('preHandler', answer);
}

/** The choice of a language, on every page. Mails to a customer who is signed in follow it. */
export function languageRoutes(app: FastifyInstance, context: PageContext): void {
  app.post('/language', { config: formLimit(context) }, async (request, reply) => {
    const fields = formFields(request);
    const chosen = languageIn(fields('language'));
    if (chosen) {
      setLanguageCookie(reply, context, chosen);
      const customer = await currentCustomer(context, request);
      if (customer) await chooseLanguage(context.pool, customer.customerNumber, chosen);
    }
    return backTo(reply, fields('back'));
  });
}

const ANYWHERE = 'http://pages.invalid';

/** Redirects to the page on which it was chosen. It can be no other site's: only path and query are taken. */
function backTo(reply: FastifyReply, text: string): FastifyReply {
  const url = URL.parse(text, ANYWHERE);
  const path = url?.origin === ANYWHERE && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/';
  return reply.code(303).header('Location', path).send();
}
