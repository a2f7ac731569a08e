import { Webhook } from 'standardwebhooks';

/**
 * The headers by which a receiver verifies who sent the body and when. There is one signature for each of the secrets.
 * Source: Standard Webhooks.
 */
export function signedHeaders(id: string, at: Date, body: string, secrets: readonly string[]): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
