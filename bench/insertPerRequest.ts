import process from 'node:process';
import { fastify } from 'fastify';
import pg from 'pg';

/** (b) One INSERT per request through a pool; no keys, no settling, no logs. */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
await pool.query(`create table if not exists plain_event (
  id bigint generated always as identity primary key, driver_id text, policy_id text, kind text not null,
  occurred_at timestamptz not null, received_at timestamptz not null default now(),
  unique (driver_id, policy_id, kind, occurred_at))`);
const INSERT = {
  name: 'insert_event',
  text: 'insert into plain_event (driver_id, policy_id, kind, occurred_at) values ($1, $2, $3, $4) on conflict do nothing',
};

type Body = { driverId?: string; policyId?: string; timestamp: string };
const app = fastify();
for (const kind of ['login', 'logout']) {
  app.post<{ Body: Body }>(`/v1/shift/${kind}`, async (request, reply) => {
    const { driverId, policyId, timestamp } = request.body;
    await pool.query({ ...INSERT, values: [driverId, policyId, kind, timestamp] });
    return reply.code(202).send({ status: 'PENDING' });
  });
}
process.stdout.write(`listens on ${await app.listen({ port: 0 })}\n`);
