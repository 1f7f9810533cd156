import { type Layout, nodeSize } from './boxes.ts';
import type { Graph, Standing } from './model.ts';
import type { Palette } from './palette.ts';
import { type Curve, pointOn, sceneOf } from './scene.ts';

/** The picture as SVG that stands alone: nothing in it runs or loads anything. */
export function svgOf(graph: Graph, layout: Layout, palette: Palette): string {
  const scene = sceneOf(graph, layout);
  const { x, y, w, h } = layout.bounds;
  const margin = 30;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${[x - margin, y - margin, w + margin * 2, h + margin * 2].map(round).join(' ')}" font-family="Helvetica, Arial, sans-serif">`,
    `<rect x="${round(x - margin)}" y="${round(y - margin)}" width="${round(w + margin * 2)}" height="${round(h + margin * 2)}" fill="${palette.ground}"/>`,
    ...layout.groups.filter(({ count }) => count > 0).map((group) => `<rect x="${round(group.x)}" y="${round(group.y)}" width="${group.w}" height="${group.h}" rx="12" fill="${palette.box}" stroke="${palette.boxLine}"/><text x="${round(group.x + 14)}" y="${round(group.y + 23)}" font-size="13" font-weight="600" fill="${palette.title}">${escaped(group.name)}</text>`),
    ...scene.curves.filter(({ edge }) => edge.standing !== 'violation').map((curve) => lineOf(curve, palette)),
    ...scene.spots.map(({ node, place }) => nodeOf(node.label, place.x, place.y, scene.standingOf.get(node.id) ?? 'known', palette)),
    ...scene.loud.map((curve) => lineOf(curve, palette)),
    '</svg>',
  ];
  return parts.join('\n');
} // prettier-ignore

const looks: Readonly<Record<Standing, { colour: keyof Palette; width: number; dash: string }>> = {
  known: { colour: 'line', width: 1, dash: '' },
  unresolved: { colour: 'unresolved', width: 1.2, dash: '2 5' },
  drift: { colour: 'drift', width: 1.7, dash: '9 3' },
  violation: { colour: 'violation', width: 2.8, dash: '9 6' },
};

function lineOf(curve: Curve, palette: Palette): string {
  const { x1, y1, c1, c2, x2, y2, edge } = curve;
  const { colour, width, dash } = looks[edge.standing];
  const path = `<path d="M${round(x1)} ${round(y1)}C${round(c1)} ${round(y1)} ${round(c2)} ${round(y2)} ${round(x2)} ${round(y2)}" fill="none" stroke="${palette[colour]}" stroke-width="${width}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`;
  if (edge.standing !== 'violation') return path;
  const { x, y } = pointOn(curve, 0.5);
  return `${path}<circle cx="${round(x)}" cy="${round(y)}" r="8" fill="${palette.violation}"/><text x="${round(x)}" y="${round(y + 4)}" font-size="11" font-weight="700" text-anchor="middle" fill="${palette.onViolation}">!</text>`;
} // prettier-ignore

function nodeOf(label: string, x: number, y: number, standing: Standing, palette: Palette): string {
  const { w, h } = nodeSize;
  const loud = standing === 'violation';
  const text = label.length > 26 ? `${label.slice(0, 25)}…` : label;
  return `<rect x="${round(x - w / 2)}" y="${round(y - h / 2)}" width="${w}" height="${h}" rx="7" fill="${loud ? palette.violationFill : palette.node}" stroke="${loud ? palette.violation : standing === 'drift' ? palette.drift : palette.nodeLine}"${loud ? ' stroke-width="2"' : ''}/><text x="${round(x - w / 2 + 10)}" y="${round(y + 4)}" font-size="12" fill="${palette.text}">${escaped(text)}</text>`;
} // prettier-ignore

const round = (value: number) => Math.round(value * 10) / 10;

function escaped(text: string): string {
  return text
    .replaceAll(/[^ -~…·]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
