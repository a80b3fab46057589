import { z } from 'zod';
import { failureSchema } from '../../facts/observation.ts';
import type { SavedSchemas } from '../saved.ts';
import { type AccountFacts, type AccountTask, OBJECT_KINDS, TRUST_KINDS } from './facts.ts';
import { INTERFACES } from './server-facts.ts';

const text = z.string();
const texts = z.array(text);
const maybe = z.exactOptional(text);
const number = z.exactOptional(z.number());

const account = z.object({
  given: text,
  use: z.enum(['site-server-computer', 'installation', 'proxy']),
  name: text,
  domain: maybe,
  localTo: maybe,
  host: maybe,
});
const place = z.object({ domain: maybe, domainControllers: texts, otherDomains: texts });
const controller = z.object({ host: text, domain: maybe });
const attempts = z.exactOptional(z.object({ wrong: z.number(), threshold: z.number() }));
const failure = z.exactOptional(failureSchema);
const asked = { source: text, sourceKind: z.enum(['ldap', 'samr', 'windows', 'powershell']), failure };
const principals = z.array(z.object({ sid: text, name: maybe }));

const task = z.discriminatedUnion('question', [
  z.object({ key: text, question: z.literal('directory'), account, place }),
  z.object({ key: text, question: z.literal('controller'), account, distinguishedName: text, controller }),
  z.object({ key: text, question: z.literal('local-administrators'), target: text }),
  z.object({ key: text, question: z.literal('foreign-members'), place, sids: texts }),
  z.object({
    key: text,
    question: z.literal('servers-domain'),
    account,
    place,
    stranger: z.object({ domain: text, sids: texts, distinguishedNames: texts }),
    server: maybe,
  }),
  z.object({ key: text, question: z.literal('logon-rights'), target: text, account, sids: texts }),
  z.object({ key: text, question: z.literal('logon'), target: text, account, as: maybe, attempts }),
  z.object({ key: text, question: z.literal('server-name'), target: text }),
  z.object({ key: text, question: z.literal('server-clock'), target: text }),
  z.object({ key: text, question: z.literal('interface'), target: text, interface: z.enum(INTERFACES) }),
]);

const directory = z.object({
  ...asked,
  question: z.literal('directory'),
  found: z.boolean(),
  distinguishedName: maybe,
  sid: maybe,
  samAccountName: maybe,
  objectKind: z.exactOptional(z.enum(OBJECT_KINDS)),
  domain: maybe,
  userAccountControl: number,
  computed: number,
  accountExpires: maybe,
  passwordExpires: maybe,
  passwordLastSet: maybe,
  mustChangePassword: z.exactOptional(z.boolean()),
  lockedSince: maybe,
  logOnFrom: z.exactOptional(texts),
  allowedHours: number,
  encryptionTypes: number,
  controllerEncryption: z.exactOptional(z.array(z.object({ host: text, types: z.number() }))),
  aesSince: maybe,
  clockAheadSeconds: number,
  attempts,
  groups: z.exactOptional(z.array(z.object({ sid: text, name: text, distinguishedName: maybe, through: texts }))),
  controllers: z.exactOptional(z.array(controller)),
  isRemoteAdministrationAllowed: z.exactOptional(z.boolean()),
});

export const saved: SavedSchemas<AccountTask, AccountFacts> = {
  task,
  facts: z.discriminatedUnion('question', [
    directory,
    z.object({ ...asked, question: z.literal('controller'), found: z.boolean() }),
    z.object({ ...asked, question: z.literal('local-administrators'), members: principals }),
    z.object({
      ...asked,
      question: z.literal('foreign-members'),
      groups: z.array(z.object({ sid: text, name: text, sids: texts, elsewhere: texts, isCut: z.boolean() })),
    }),
    z.object({
      ...asked,
      question: z.literal('servers-domain'),
      groups: principals,
      isCut: z.boolean(),
      trust: z.exactOptional(z.enum(TRUST_KINDS)),
      authenticate: z.exactOptional(z.object({ allowed: texts, denied: texts })),
    }),
    z.object({ ...asked, question: z.literal('logon-rights'), holders: z.record(text, principals) }),
    z.object({ ...asked, question: z.literal('logon'), adminShare: maybe, hasPercent: z.exactOptional(z.boolean()) }),
    z.object({
      ...{ question: z.literal('server-name'), source: text, sourceKind: z.literal('dns'), failure },
      ...{ addresses: texts, aliasOf: maybe, reverse: z.exactOptional(texts) },
    }),
    z.object({ question: z.literal('server-clock'), source: text, sourceKind: z.literal('smb'), clockAheadSeconds: number, failure }),
    z.object({ question: z.literal('interface'), source: text, sourceKind: z.enum(['samr', 'powershell']), refusal: maybe, failure }),
  ]),
};
