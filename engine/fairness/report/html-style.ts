import { darkTones, lightTones } from './tones.ts';

const variables = (tones: Readonly<Record<string, string>>) =>
  Object.entries(tones)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');

const classes = Object.keys(lightTones)
  .map((name) => `.s-${name}{stroke:var(--${name});fill:none}.f-${name}{fill:var(--${name})}`)
  .join('\n');

/** The style of a report: light and dark as the reader's system is, and light on paper. */
export const style = `
:root{color-scheme:light dark;--paper:#ffffff;--soft:#f4f5f7;${variables(lightTones)}}
@media screen and (prefers-color-scheme:dark){:root{--paper:#16181c;--soft:#1f2227;${variables(darkTones)}}}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,sans-serif}
main{max-width:1040px;margin:0 auto;padding:24px}
h1{font-size:24px;margin:0}
h2{font-size:18px;margin:32px 0 8px;border-bottom:1px solid var(--hairline)}
h3{font-size:15px;margin:24px 0 8px}
.subtitle{font-size:16px;color:var(--quiet);margin:0 0 16px;overflow-wrap:anywhere}
nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;list-style:none}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
dl div{display:grid;grid-template-columns:160px 1fr;gap:8px;padding:2px 0}
dt{color:var(--quiet)}
dd{margin:0;overflow-wrap:anywhere}
.table{overflow-x:auto;margin:8px 0 16px}
table{border-collapse:collapse;font-size:12.5px;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--quiet);padding:4px 0}
th,td{text-align:left;font-weight:400;padding:3px 10px 3px 0;border-bottom:1px solid var(--hairline);vertical-align:top}
thead th{font-weight:600;background:var(--soft)}
.n{text-align:right;white-space:nowrap}
figure{margin:16px 0;max-width:720px;break-inside:avoid}
figcaption{font-weight:600}
svg{width:100%;height:auto}
line,polyline{stroke-width:1.4}
.about{color:var(--quiet);font-size:12px;margin:4px 0}
footer{max-width:1040px;margin:0 auto;padding:0 24px 24px;color:var(--quiet);font-size:12px}
${classes}
@media print{body{font-size:10pt}main{max-width:none;padding:0}nav{display:none}h2,h3{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}.table{overflow:visible}table{font-size:8pt}}
`;
