import fc from 'fast-check';
import t from 'tap';
import { masker } from '../../../src/text/mask.ts';

const USER = 'CORP\\svc-proxy';
const PASSWORD = 'p@ss w&rd<ü>"%/+?';
const mask = masker([{ username: USER, password: PASSWORD }]);

t.test('every encoding', (t) => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const forms: Readonly<Record<string, string>> = {
    raw: PASSWORD,
    'URI-encoded': encodeURI(PASSWORD),
    'component-encoded': encodeURIComponent(PASSWORD),
    'component-encoded in lower case': encodeURIComponent(PASSWORD).replace(/%../g, (code) => code.toLowerCase()),
    'of a form': encodeURIComponent(PASSWORD).replaceAll('%20', '+'),
    'inside JSON': JSON.stringify(PASSWORD).slice(1, -1),
    'inside HTML': 'p@ss w&amp;rd&lt;ü&gt;&quot;%/+?',
    'Basic credentials': base64(`${USER}:${PASSWORD}`),
    base64: base64(PASSWORD),
    base64url: Buffer.from(PASSWORD).toString('base64url'),
  };
  for (const [name, form] of Object.entries(forms)) {
    const masked = mask(`before ${form} after ${form}`);
    t.match(masked, /^before \*\*\*=* after \*\*\*=*$/, name);
  }
  t.end();
});

t.test('any password', (t) => {
  const passwords = fc.array(fc.nat(0xffff), { minLength: 3 }).map((units) => String.fromCharCode(...units));
  const property = fc.property(passwords, fc.string(), (password, around) => {
    fc.pre(password !== '***' && !around.includes(password));
    const text = `${around}\n${password}\n${Buffer.from(`u:${password}`).toString('base64')}`;
    const masked = masker([{ username: 'u', password }])(text);
    return !masked.includes(password) && !masked.includes(Buffer.from(`u:${password}`).toString('base64').replace(/=+$/, ''));
  });
  t.doesNotThrow(() => fc.assert(property));
  t.end();
});

t.test('nothing to hide', (t) => {
  t.equal(masker([])('text'), 'text');
  t.equal(masker([{ username: 'u', password: '' }])('text'), 'text');
  t.equal(masker([{ username: 'u', password: 'ab' }])('about'), 'about', 'too short to look for');
  t.equal(masker([{ username: 'u', password: '\ud800xx' }])('a \ud800xx b'), 'a *** b');
  t.end();
});
