import type { FastifyInstance } from 'fastify';
import { canBeContacted, type PageContext } from '../context.ts';
import { redirect } from '../http/redirect.ts';
import { render } from '../http/render.ts';
import { currentCustomer } from '../http/session.ts';
import { assetUrl } from '../layout/assets.ts';
import { PAPER } from '../layout/page.ts';
import { language, texts } from '../text/texts.ts';
import { contactPage, frontPage, textPage } from './frontPages.ts';

/** The page for those who come without a link, and what every page links to: accident, contact, privacy, complaints. */
export function frontRoutes(app: FastifyInstance, context: PageContext): void {
  const { insurer } = context;
  app.get('/', async (request, reply) => {
    if (await currentCustomer(context, request)) return redirect(reply, '/my-cover');
    return await render(context, reply, frontPage(insurer));
  });
  for (const name of ['accident', 'privacy', 'complaints'] as const)
    app.get(`/${name}`, async (_request, reply) => await render(context, reply, textPage(insurer, name)));
  app.get('/contact', async (_request, reply) => {
    return canBeContacted(insurer) ? await render(context, reply, contactPage(insurer)) : redirect(reply, '/');
  });
  app.get('/terms', async (_request, reply) => redirect(reply, '/terms/insurer'));

  // Source: W3C, "A Well-Known URL for Changing Passwords".
  app.get('/.well-known/change-password', async (_request, reply) => redirect(reply, '/change-password'));
  app.get('/manifest.webmanifest', async (_request, reply) => {
    const manifest = {
      name: insurer.name,
      short_name: texts().front.shortName,
      start_url: '/my-cover',
      display: 'standalone',
      lang: language(),
      background_color: PAPER.light,
      theme_color: PAPER.light,
      icons: [
        { src: assetUrl('icon.svg'), type: 'image/svg+xml', sizes: 'any' },
        { src: assetUrl('app-icon.png'), type: 'image/png', sizes: '512x512', purpose: 'any maskable' },
      ],
    };
    return reply.header('Content-Type', 'application/manifest+json').send(JSON.stringify(manifest));
  });
}
