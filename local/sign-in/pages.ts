import type { Answer } from '../http/loopback.ts';

const style = ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}input,button{font:inherit;padding:.4rem .6rem}'; // prettier-ignore

/** Nothing of a request stands on these pages but what is escaped; nothing is loaded, nothing may frame them. */
export function page(status: number, title: string, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'cache-control': 'no-store',
      // With `no-referrer` a browser sends its form with the origin `null`, which the doors of this machine refuse.
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style><h1>${title}</h1>${body}</html>`,
  };
} // prettier-ignore

/** Asks for the code that the start of the installation printed; `query` is what the application sent along. */
export function codePage(query: string, isWrong: boolean): Answer {
  const wrong = isWrong ? '<p><strong>That is not the code.</strong></p>' : '';
  return page(isWrong ? 403 : 200, 'Sign in to Plumbline', `${wrong}<p>This installation runs on this machine. Where it was started, the terminal shows a link that signs you in: open that link, or paste the part of it behind <samp>code=</samp> here. You will be led to the page that you asked for.</p>
<form method="post" action="?${escaped(query)}"><label>Code <input name="code" autocomplete="off" autofocus required></label> <button>Sign in</button></form>`); // prettier-ignore
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'); // prettier-ignore
}
