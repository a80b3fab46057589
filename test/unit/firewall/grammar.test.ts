import { Ajv } from 'ajv';
import t from 'tap';
import { type DialectName, dialectOf } from '../../../src/firewall/products/index.ts';
import { exportInspection, exportRules } from '../../../src/firewall/render.ts';
import { row, SETTINGS } from '../../support/firewall/sample.ts';
import { strangeTo } from '../../support/grammar.ts';

/** Products that cannot be had here: what is written for them is held to the grammar that their vendor documents; each test names the page. */
const ROWS = [
  row('download.microsoft.com', 443, { why: ['It\'s "needed"; see https://example.com/?a=b&c=[d] {e} [f] \\ | <g>'] }),
  row('[bracket', 443, {
    host: { form: 'exact', text: 'bracket.example.com' },
    why: ['[begins like an expression]'],
    features: ['tenant-attach'],
  }),
  row('download.microsoft.com', 80),
  row('*.manage.microsoft.com', 443, { hosts: ['sccm.manage.microsoft.com'] }),
  row('*manage.microsoft.us', 443, { hosts: ['manage.microsoft.us'], inspectionExempt: true }),
  row('*-umwatsonc.events.data.microsoft.com', 443, { hosts: ['eu-umwatsonc.events.data.microsoft.com'], inspectionExempt: true }),
  row(`${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.example.com`),
  row('host.example.com', 64_001),
  row('gateway.contoso.cloudapp.azure.com', 10124, { scheme: 'tcp' }),
];

async function texts(name: DialectName): Promise<readonly string[]> {
  const dialect = await dialectOf(name);
  const twin = typeof dialect.inspection === 'string' ? [] : [exportInspection(dialect, dialect.inspection, ROWS, SETTINGS).text];
  const sources = ['192.0.2.10', '192.0.2.11'];
  return [exportRules(dialect, ROWS, SETTINGS).text, exportRules(dialect, ROWS, { ...SETTINGS, sources }).text, ...twin];
}

/** Lines that no production of the grammar covers; empty lines are fine. */
function strange(text: string, ...productions: readonly RegExp[]): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !productions.some((production) => production.test(line)));
}

const HOST = '[a-z0-9_](?:[a-z0-9._-]{0,252}[a-z0-9_])?';
const line = (pattern: string) => new RegExp(`^${pattern}$`);

t.test('PAN-OS: docs.paloaltonetworks.com, "Guidelines for URL Category Exceptions"; PAN-OS CLI, set commands', async (t) => {
  const entry = String.raw`(?:(?:\*|\^)\.)?${HOST}/`;
  const name31 = '[A-Za-z0-9][A-Za-z0-9._-]{0,30}';
  const name63 = '[A-Za-z0-9][A-Za-z0-9._-]{0,62}';
  const source = String.raw`(?:any|\[ (?:[\d.]+ )+\])`;
  for (const text of await texts('palo-alto')) {
    t.same(
      strange(
        text,
        line(`set service ${name63} protocol tcp port \\d{1,5}`),
        line(`set profiles custom-url-category ${name31} (?:type "URL List"|description "[^"]{0,255}"|list ${entry})`),
        line(`set address ${name63} (?:fqdn ${HOST}|description "[^"]{0,1023}")`),
        line(`set address-group ${name63} static ${name63}`),
        line(`set rulebase security rules ${name63} from any to any source ${source} destination (?:any|${name63}) source-user any`),
        line(`set rulebase security rules ${name63} category (?:any|${name31}) application any service ${name63} action allow`),
        line(`set rulebase security rules ${name63} description "[^"]{0,1024}"`),
        line(`set rulebase decryption rules ${name63} from any to any source ${source} destination any source-user any service any`),
        line(`set rulebase decryption rules ${name63} category ${name31} type ssl-forward-proxy action no-decrypt`),
      ),
      [],
    );
  }
  for (const text of await texts('palo-alto-edl')) {
    t.same(strange(text, line(entry)), []);
    t.notOk(text.split('\n').some((one) => one.length > 255));
  }
});

t.test(
  'FortiOS: docs.fortinet.com, "Using wildcard FQDN addresses in firewall policies"; CLI reference, firewall address, addrgrp, policy',
  async (t) => {
    for (const text of await texts('fortigate')) {
      t.same(
        strange(
          text,
          /^#/,
          /^(?: {8})?config (?:firewall (?:address|addrgrp|service custom|policy|wildcard-fqdn custom|ssl-ssh-profile)|ssl-exempt)$/,
          /^ *(?:next|end)$/,
          /^ *edit (?:0|"[A-Za-z0-9._-]{1,79}")$/,
          /^ {8}set (?:type (?:fqdn|ipmask)|subnet [\d.]+\/32|tcp-portrange \d{1,5}|action accept|logtraffic all)$/,
          /^ {8}set (?:fqdn|wildcard-fqdn) "(?:\*\.)?[a-z0-9_][a-z0-9._-]{0,252}"$/,
          /^ {8}set comment "[^"\\?]{0,255}"$/,
          /^ {8}set (?:member|srcaddr|dstaddr|srcintf|dstintf|schedule|service)(?: "[A-Za-z0-9._-]{1,79}")+$/,
          /^ {8}set name "[A-Za-z0-9._-]{1,35}"$/,
          /^ {16}set (?:type wildcard-fqdn|wildcard-fqdn "[A-Za-z0-9._-]{1,79}")$/,
        ),
        [],
      );
      const depth = [...text.matchAll(/^ *(config|end)\b/gm)].reduce((level, [, word]) => level + (word === 'config' ? 1 : -1), 0);
      t.equal(depth, 0, 'every config has its end');
      t.equal(text.match(/^ *edit /gm)?.length, text.match(/^ *next$/gm)?.length, 'every edit has its next');
    }
  },
);

t.test(
  'Cisco ASA: command reference, object network, fqdn, object-group network, access-list extended; FMC, "Distinguished Name"',
  async (t) => {
    const name = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';
    for (const text of await texts('cisco-asa')) {
      t.same(
        strange(
          text,
          /^!/,
          line(`object(?:-group)? network ${name}`),
          /^ fqdn v4 [a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
          /^ description [^?]{1,200}$/,
          / network-object (?:host [\d.]+|object [A-Za-z0-9._-]{1,64})$/,
          line(`access-list ${name} extended permit tcp (?:any|object-group ${name}) object-group ${name} eq \\d{1,5}`),
          line(String.raw`CN=(?:\*\.)?${HOST}`),
        ),
        [],
      );
      const objects = [...text.matchAll(/^object network (\S+)$/gm)].map(([, object]) => object);
      for (const [, used] of text.matchAll(/network-object object (\S+)/g)) t.ok(objects.includes(used), `${used} is defined`);
    }
  },
);

/** Bodies of requests by the last word of their path, as CiscoDevNet/terraform-provider-fmc defines them (gen/definitions). */
const NAME = { type: 'string', pattern: '^[a-zA-Z0-9_.+-]{1,64}$' };
const ID = { type: 'string', pattern: '^\\{id of [a-zA-Z0-9_.+-]{1,64}\\}$' };
const only = (properties: Readonly<Record<string, unknown>>, required = Object.keys(properties)) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties,
});
const some = (items: unknown, maxItems = 1000) => ({ type: 'array', minItems: 1, maxItems, items });
const literals = (item: unknown, most?: number) => only({ literals: some(item, most) });
const FMC = {
  fqdns: some(
    only({
      name: NAME,
      type: { const: 'FQDN' },
      value: { type: 'string', pattern: '^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$', maxLength: 253 },
      dnsResolution: { enum: ['IPV4_ONLY', 'IPV6_ONLY', 'IPV4_AND_IPV6'] },
      description: { type: 'string', maxLength: 200 },
    }),
  ),
  networkgroups: some(
    only({ name: NAME, type: { const: 'NetworkGroup' }, objects: some(only({ type: { const: 'FQDN' }, id: ID }), 5000) }),
  ),
  accessrules: some(
    only(
      {
        name: { type: 'string', maxLength: 50 },
        type: { const: 'AccessRule' },
        action: { const: 'ALLOW' },
        enabled: { const: true },
        sourceNetworks: literals(only({ type: { const: 'Host' }, value: { type: 'string' } })),
        destinationPorts: literals(
          only({ type: { const: 'PortLiteral' }, port: { type: 'string', pattern: '^\\d{1,5}$' }, protocol: { const: '6' } }),
          1,
        ),
        destinationNetworks: only({ objects: some(only({ type: { const: 'NetworkGroup' }, id: ID })) }),
        urls: literals(only({ type: { const: 'Url' }, url: { type: 'string', pattern: '^[a-z0-9._-]+$' } }), 50),
        logEnd: { type: 'boolean' },
        sendEventsToFMC: { type: 'boolean' },
      },
      ['name', 'type', 'action', 'destinationPorts'],
    ),
  ),
  distinguishednames: only({ name: NAME, type: { const: 'DistinguishedName' }, dn: { type: 'string', pattern: '^CN=[a-z0-9*.-]{1,64}$' } }),
} as const;

t.test('FMC: bodies of REST requests, ids of what came before', async (t) => {
  const ajv = new Ajv({ allErrors: true });
  for (const text of await texts('cisco-fmc')) {
    const made = new Set<string>();
    const { requests } = JSON.parse(text) as { requests: readonly { method: string; path: string; body: unknown }[] };
    t.ok(requests.length > 0);
    for (const { method, path, body } of requests) {
      const [, collection] =
        /^\/api\/fmc_config\/v1\/domain\/\{domainUUID\}\/.*?(\w+)(?:\?bulk=true(?:&insertBefore=1)?)?$/.exec(path) ?? [];
      t.equal(method, 'POST');
      t.ok(ajv.validate(FMC[collection as keyof typeof FMC], body), `${collection}: ${JSON.stringify(ajv.errors)}`);
      for (const [, used] of JSON.stringify(body).matchAll(/\{id of (.*?)\}/g)) t.ok(made.has(used ?? ''), `${used} was made before`);
      for (const { name } of [body].flat() as { name: string }[]) {
        t.notOk(collection !== 'accessrules' && made.has(name), `${name} is a name of its own`);
        made.add(name);
      }
    }
  }
});

t.test('PowerShell: learn.microsoft.com, NetSecurity module, New-NetFirewallDynamicKeywordAddress, New-NetFirewallRule', async (t) => {
  const string = "'(?:[^']|'')*'";
  const guid = String.raw`'\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}'`;
  const rule = '-Direction Outbound -Action Allow -Protocol TCP -RemotePort \\d{1,5}';
  for (const text of await texts('windows-firewall')) {
    t.same(
      strange(
        text,
        /^#/,
        line(String.raw`\$ErrorActionPreference = 'Stop'`),
        line(String.raw`Get-NetFirewallRule -Group 'preflight' -ErrorAction SilentlyContinue \| Remove-NetFirewallRule`),
        line(`Remove-NetFirewallDynamicKeywordAddress -Id ${guid} -ErrorAction SilentlyContinue`),
        line(String.raw`New-NetFirewallDynamicKeywordAddress -Id ${guid} -Keyword ${string} -AutoResolve \$true \| Out-Null`),
        line(String.raw`\$keywords = @\(`),
        line(` {4}${guid},?`),
        line(String.raw`\)`),
        line(`New-NetFirewallRule -Name ${string} -DisplayName ${string} -Group 'preflight' -Description ${string} \``),
        line(String.raw` {4}${rule}(?: -LocalAddress '[\d.]+'(?:, '[\d.]+')*)? -RemoteDynamicKeywordAddresses \$keywords \| Out-Null`),
      ),
      [],
    );
    t.same(await strangeTo('powershell', text), [], 'PowerShell understands it');
    const made = [...text.matchAll(/^New-NetFirewallDynamicKeywordAddress -Id '(\S+)'/gm)].map(([, id]) => id);
    t.equal(new Set(made).size, made.length, 'keywords have identifiers of their own');
  }
});

const azureRule = {
  type: 'object',
  required: ['ruleType', 'name', 'description', 'sourceAddresses'],
  additionalProperties: false,
  properties: {
    ruleType: { enum: ['ApplicationRule', 'NetworkRule'] },
    name: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,78}[A-Za-z0-9_]$' },
    description: { type: 'string', maxLength: 1001, not: { pattern: '^\\[(?!\\[)' } },
    sourceAddresses: { const: "[parameters('sourceAddresses')]" },
    protocols: {
      type: 'array',
      items: {
        type: 'object',
        required: ['protocolType', 'port'],
        properties: { protocolType: { enum: ['Http', 'Https'] }, port: { type: 'integer', minimum: 1, maximum: 64000 } },
      },
    },
    targetFqdns: { type: 'array', minItems: 1, items: { type: 'string', pattern: '^\\*?[a-z0-9._-]+$' } },
    terminateTLS: { const: false },
    ipProtocols: { const: ['TCP'] },
    destinationFqdns: { type: 'array', minItems: 1, items: { type: 'string', pattern: '^[a-z0-9._-]+$' } },
    destinationPorts: { type: 'array', items: { type: 'string', pattern: '^\\d{1,5}$' } },
  },
};

t.test('ARM: learn.microsoft.com/azure/templates/microsoft.network/firewallpolicies/rulecollectiongroups', async (t) => {
  const valid = new Ajv({ allErrors: true }).compile({
    type: 'object',
    required: ['ruleCollectionType', 'name', 'priority', 'action', 'rules'],
    properties: {
      ruleCollectionType: { const: 'FirewallPolicyFilterRuleCollection' },
      priority: { type: 'integer', minimum: 100, maximum: 65000 },
      action: { const: { type: 'Allow' } },
      rules: { type: 'array', minItems: 1, items: azureRule },
    },
  });
  for (const text of await texts('azure-firewall')) {
    const template = JSON.parse(text);
    t.match(template, {
      contentVersion: /^\d+\.\d+\.\d+\.\d+$/,
      resources: [{ type: 'Microsoft.Network/firewallPolicies/ruleCollectionGroups' }],
    });
    const collections = template.resources[0].properties.ruleCollections;
    t.ok(collections.length > 0);
    for (const collection of collections) {
      t.ok(valid(collection), JSON.stringify(valid.errors));
      t.equal(new Set(collection.rules.map(({ ruleType }: { ruleType: string }) => ruleType)).size, 1, 'one kind of rule a collection');
    }
    for (const remark of template.metadata.remarks) t.notMatch(remark, /^\[(?!\[)/);
  }
});

t.test('Bicep: learn.microsoft.com/azure/azure-resource-manager/bicep/file, "Data types"', async (t) => {
  const string = String.raw`'(?:[^'\\$]|\\[\\'nrt$]|\$(?!\{))*'`;
  for (const text of await texts('azure-firewall-bicep')) {
    t.same(
      strange(
        text,
        /^\/\//,
        line(`param [A-Za-z]+ (?:string|int = \\d+|array = \\[)`),
        line(`resource [a-z]+ ${string} (?:existing )?= \\{`),
        line(String.raw` *[\]}]`),
        line(` *${string}`),
        line(' *\\{'),
        line(` *[A-Za-z]+: (?:${string}|\\d+|false|[A-Za-z]+|\\[|\\{)`),
      ),
      [],
    );
    for (const [open, close] of ['{}', '[]']) {
      const bare = text.replace(new RegExp(string, 'g'), '').replace(/^\/\/.*$/gm, '');
      t.equal(bare.split(open ?? '').length, bare.split(close ?? '').length, `${open} and ${close} pair`);
    }
  }
});

/** Arguments of the resource by block, those that are required with a mark: provider hashicorp/azurerm 4, as its schema has them (bindings of @cdktf/provider-azurerm 14.23.1). */
const AZURERM: Readonly<Record<string, readonly string[]>> = {
  resource: ['name!', 'firewall_policy_id!', 'priority!', 'application_rule_collection', 'network_rule_collection', 'nat_rule_collection'],
  application_rule_collection: ['name!', 'priority!', 'action!', 'rule!'],
  network_rule_collection: ['name!', 'priority!', 'action!', 'rule!'],
  'application_rule_collection rule': [
    ...['name!', 'description', 'destination_addresses', 'destination_fqdn_tags', 'destination_fqdns', 'destination_urls'],
    ...['source_addresses', 'source_ip_groups', 'terminate_tls', 'web_categories', 'http_headers', 'protocols'],
  ],
  'network_rule_collection rule': [
    ...['name!', 'description', 'destination_addresses', 'destination_fqdns', 'destination_ip_groups', 'destination_ports!', 'protocols!'],
    ...['source_addresses', 'source_ip_groups'],
  ],
  protocols: ['type!', 'port!'],
};

/** What a Terraform file sets, by block; `strange`: lines that are neither block, argument, list nor comment of HCL's syntax. */
function hcl(text: string): {
  readonly blocks: readonly (readonly [block: string, keys: readonly string[]])[];
  readonly strange: readonly string[];
} {
  const string = String.raw`"(?:[^"\\$%]|\\[\\"nrt]|\\u[0-9a-f]{4}|[$%](?!\{)|\$\$\{|%%\{)*"`;
  const open: { readonly block: string; readonly keys: string[] }[] = [];
  const blocks: (readonly [string, readonly string[]])[] = [];
  const wrong: string[] = [];
  let isList = false;
  for (const one of text.split('\n').map((line) => line.trim())) {
    const [, block] = /^(\w+)(?: "\w+")* \{$/.exec(one) ?? [];
    const [, key, value] = /^(\w+) += (.+)$/.exec(one) ?? [];
    if (one === '' || one.startsWith('#')) continue;
    if (isList && one === ']') isList = false;
    else if (isList) wrong.push(...(new RegExp(`^${string},$`).test(one) ? [] : [one]));
    else if (one === '}') {
      const ended = open.pop();
      if (ended !== undefined) blocks.push([ended.block, ended.keys]);
    } else if (block !== undefined) {
      open.at(-1)?.keys.push(block);
      const parent = open.at(-1)?.block;
      open.push({ block: block === 'rule' ? `${parent} rule` : block, keys: [] });
    } else if (key !== undefined) {
      open.at(-1)?.keys.push(key);
      isList = value === '[';
      if (!isList && !new RegExp(`^(?:${string}|\\[${string}\\]|\\d+|false|string|number|list\\(string\\)|var\\.\\w+)$`).test(value ?? ''))
        wrong.push(one);
    } else wrong.push(one);
  }
  return { blocks, strange: open.length === 0 && !isList ? wrong : [...wrong, 'a block or list has no end'] };
}

t.test('Terraform: developer.hashicorp.com/terraform/language/syntax; azurerm_firewall_policy_rule_collection_group', async (t) => {
  for (const text of await texts('terraform-azurerm')) {
    const { blocks, strange: wrong } = hcl(text);
    t.same(wrong, []);
    t.ok(blocks.some(([block]) => block === 'resource'));
    for (const [block, keys] of blocks.filter(([one]) => one !== 'variable')) {
      const known = AZURERM[block] ?? [];
      t.same(
        keys.filter((key) => !known.includes(key) && !known.includes(`${key}!`)),
        [],
        `${block}: arguments that the provider knows`,
      );
      for (const needed of known.filter((key) => key.endsWith('!'))) t.ok(keys.includes(needed.slice(0, -1)), `${block} has ${needed}`);
    }
  }
});

t.test('CloudFormation: AWS::NetworkFirewall::RuleGroup', async (t) => {
  const valid = new Ajv({ allErrors: true }).compile({
    type: 'object',
    required: ['RuleGroupName', 'Type', 'Capacity', 'RuleGroup'],
    additionalProperties: false,
    properties: {
      RuleGroupName: { type: 'object', required: ['Fn::Sub'] },
      Type: { const: 'STATEFUL' },
      Capacity: { type: 'integer', minimum: 1, maximum: 30000 },
      Description: { type: 'string', maxLength: 512 },
      RuleGroup: {
        type: 'object',
        required: ['RulesSource'],
        additionalProperties: false,
        properties: {
          RuleVariables: { type: 'object' },
          StatefulRuleOptions: { const: { RuleOrder: 'STRICT_ORDER' } },
          RulesSource: {
            oneOf: [
              {
                type: 'object',
                required: ['RulesString'],
                additionalProperties: false,
                properties: { RulesString: { type: 'string', maxLength: 1000000 } },
              },
              {
                type: 'object',
                required: ['RulesSourceList'],
                additionalProperties: false,
                properties: {
                  RulesSourceList: {
                    type: 'object',
                    required: ['Targets', 'TargetTypes', 'GeneratedRulesType'],
                    properties: {
                      Targets: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', pattern: '^\\.?[a-z0-9._-]+$' } },
                      TargetTypes: { type: 'array', items: { enum: ['TLS_SNI', 'HTTP_HOST'] } },
                      GeneratedRulesType: { const: 'ALLOWLIST' },
                    },
                  },
                },
              },
            ],
          },
        },
      },
    },
  });
  for (const name of ['aws-network-firewall', 'aws-network-firewall-suricata'] as const) {
    for (const text of await texts(name)) {
      const template = JSON.parse(text);
      t.equal(template.AWSTemplateFormatVersion, '2010-09-09');
      t.ok(template.Description.length <= 1024);
      for (const { Type, Properties } of Object.values<{ Type: string; Properties: unknown }>(template.Resources)) {
        t.equal(Type, 'AWS::NetworkFirewall::RuleGroup');
        t.ok(valid(Properties), JSON.stringify(valid.errors));
      }
    }
  }
});

t.test('Zscaler: help.zscaler.com/zia/url-format-guidelines', async (t) => {
  for (const text of await texts('zscaler')) {
    const { configuredName, urls } = JSON.parse(text) as { configuredName: string; urls: readonly string[] };
    t.match(configuredName, /^[A-Za-z0-9_.() -]+$/);
    for (const url of urls) {
      t.match(url, /^\.?[a-z0-9._-]+\.[a-z0-9._-]+$/);
      t.ok(url.length <= 255 && url.split('.').every((label) => label.length <= 63), url);
      t.notMatch(url.split('.').slice(-2).join('.'), /_/);
    }
  }
});
