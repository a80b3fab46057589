import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

type Database = ReturnType<typeof loadAwsServiceSpecSync>;
type Properties = ReturnType<Database['lookup']>[number] extends infer Resource
  ? Resource extends { readonly properties: infer All }
    ? All
    : never
  : never;
type PropertyType = Properties[string]['type'];

interface Resource {
  readonly Type: string;
  readonly Properties: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{ "Ref": "Parameter" }`, `{ "Fn::Sub": "${Parameter}Name" }`: decided when the stack is made. */
const isIntrinsic = (value: unknown): boolean => isObject(value) && /^(?:Ref|Fn::Sub)$/.test(Object.keys(value).join());

let loaded: Database | undefined;

/** What AWS's own specification of resources says is wrong with a template; empty: nothing. */
export function templateFaults(template: { readonly Resources: Readonly<Record<string, Resource>> }): readonly string[] {
  loaded ??= loadAwsServiceSpecSync();
  const database = loaded;
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties: given }]) => {
    const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', Type);
    return resource === undefined ? [`${id}: ${Type} is no type of resource`] : ofProperties(database, resource.properties, given, id);
  });
}

function ofProperties(database: Database, known: Properties, given: unknown, at: string): readonly string[] {
  if (!isObject(given)) return [`${at}: properties are wanted`];
  const absent = Object.entries(known).filter(([key, { required }]) => required === true && !Object.hasOwn(given, key));
  return [
    ...absent.map(([key]) => `${at}.${key} is missing`),
    ...Object.entries(given).flatMap(([key, value]) => {
      const property = known[key];
      return property === undefined ? [`${at}.${key} is unknown`] : ofType(database, property.type, value, `${at}.${key}`);
    }),
  ];
}

function ofType(database: Database, type: PropertyType, value: unknown, at: string): readonly string[] {
  if (isIntrinsic(value)) return [];
  switch (type.type) {
    case 'string': {
      const allowed = type.allowedValues;
      return typeof value === 'string' && (allowed === undefined || allowed.includes(value)) ? [] : [`${at}: a string is wanted`];
    }
    case 'integer':
      return Number.isInteger(value) ? [] : [`${at}: an integer is wanted`];
    case 'array':
      if (!Array.isArray(value)) return [`${at}: an array is wanted`];
      return value.flatMap((one: unknown, index) => ofType(database, type.element, one, `${at}[${index}]`));
    case 'map':
      if (!isObject(value)) return [`${at}: a map is wanted`];
      return Object.entries(value).flatMap(([key, one]) => ofType(database, type.element, one, `${at}.${key}`));
    case 'ref':
      return ofProperties(database, database.get('typeDefinition', type.reference.$ref).properties, value, at);
    default:
      return [`${at}: ${type.type} is not looked at here`];
  }
}
