import { causeInfo, isCause } from '../../../causes/index.ts';
import type { Report } from '../../../model/report.ts';
import { namedCauses } from '../../view/named-causes.ts';
import { html, type Markup } from './markup.ts';

/** A cause or skip reason as code; a cause leads to its meaning on the same page. */
export function causeLink(code: string): Markup {
  return isCause(code) ? html`<a href="#cause-${code}"><code>${code}</code></a>` : html`<code>${code}</code>`;
}

/** What each cause that the report names means; nothing where it names none. */
export function causesSection({ findings }: Report): Markup {
  const entries = namedCauses(findings).map((code) => {
    const { title, meaning, detection } = causeInfo(code);
    return html`<h3 id="cause-${code}"><code>${code}</code>: ${title}</h3><p>${meaning}</p><p><strong>How it is told apart:</strong> ${detection}</p>`;
  });
  return entries.length === 0
    ? html``
    : html`<section aria-labelledby="causes">
<h2 id="causes">What the causes mean</h2>
${entries}
</section>`;
}
