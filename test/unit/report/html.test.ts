import { createHash } from 'node:crypto';
import { HtmlValidate } from 'html-validate';
import t from 'tap';
import { SCRIPT, SCRIPT_SHA256 } from '../../../src/report/formats/html/page/script.ts';
import { STYLE, STYLE_SHA256 } from '../../../src/report/formats/html/page/style.ts';
import { reportOf } from '../../support/report/examples.ts';
import { hostile, render } from '../../support/report/markup.ts';
import { scenario } from '../../support/report/scenario.ts';
import { extent } from '../../support/suite/extent.ts';

t.test('the policy names the style sheet and the script as they are', async (t) => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
  t.equal(STYLE_SHA256, sha256(STYLE), 'style.ts');
  t.equal(SCRIPT_SHA256, sha256(SCRIPT), 'script.ts');
  const page = await render(scenario());
  t.match(page, "default-src 'none'".replaceAll("'", '&#39;'));
  t.notMatch(page, /unsafe-inline|\sstyle="|\son\w+="|\s(?:src|href)="(?!#)/i, 'nothing the policy would have to allow');
});

t.test('a browser that knows neither variables nor grids is told so, in words that need no script', async (t) => {
  const page = await render(scenario());
  const at = page.indexOf('<p class="old-browser">');
  t.ok(at > page.indexOf('<main') && at < page.indexOf('</main>'), 'inside what is read');
  // Internet Explorer ignores the rule as a whole, and everything is shown as it stands.
  t.match(STYLE, /@supports \(display: grid\) \{ \.old-browser \{ display: none; \} \}/);
  t.notMatch(page.slice(at, page.indexOf('</p>', at)), /hidden/);
});

t.test('valid HTML, whatever is in the report', async (t) => {
  const validator = new HtmlValidate({ extends: ['html-validate:standard', 'html-validate:a11y'] });
  for (const [name, report] of [
    ['a site', scenario()],
    ['an empty report', reportOf([])],
    ['a hostile one', hostile],
    ['many pages', scenario(extent(10, 3))],
  ] as const) {
    const { results } = await validator.validateString(await render(report));
    t.strictSame(
      results.flatMap((result) => result.messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`)).slice(0, 10),
      [],
      name,
    );
  }
});
