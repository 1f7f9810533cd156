/** Colours of the graph. Each meaning has a second sign beside its colour: dashes, a mark, a hatch. */
export interface Palette {
  readonly ground: string;
  readonly box: string;
  readonly boxLine: string;
  readonly outside: string;
  readonly title: string;
  readonly node: string;
  readonly nodeLine: string;
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly bundle: string;
  readonly violation: string;
  readonly violationFill: string;
  readonly onViolation: string;
  readonly drift: string;
  readonly unresolved: string;
  readonly chosen: string;
  readonly font: string;
}

const font = '"Open Sans", "Helvetica Neue", Roboto, Arial, sans-serif';

export const light: Palette = {
  ground: '#fbfcfd',
  box: '#f1f4f8',
  boxLine: '#dfe5ed',
  outside: '#f8f9fb',
  title: '#4a5a6c',
  node: '#ffffff',
  nodeLine: '#c4cedb',
  text: '#16212e',
  faint: '#5f6e80',
  line: '#93a2b5',
  bundle: '#aab6c6',
  violation: '#d0021b',
  violationFill: '#fff0f1',
  onViolation: '#ffffff',
  drift: '#b25e02',
  unresolved: '#6b7785',
  chosen: '#0b5fd0',
  font,
};

export const dark: Palette = {
  ground: '#11171f',
  box: '#19222d',
  boxLine: '#293543',
  outside: '#151d27',
  title: '#a3b1c2',
  node: '#222d3a',
  nodeLine: '#435264',
  text: '#e8edf4',
  faint: '#93a3b6',
  line: '#71839a',
  bundle: '#4f6075',
  violation: '#ff5a63',
  violationFill: '#3b1a20',
  onViolation: '#1a0a0c',
  drift: '#f2b84b',
  unresolved: '#93a3b6',
  chosen: '#6cb1ff',
  font,
};
