/** `unknown`: it could not be looked at from here, which is not the same as wrong. */
export interface Diagnosis {
  readonly about: string;
  readonly state: 'works' | 'warning' | 'broken' | 'unknown';
  readonly said: string;
  readonly remedy?: string;
}

export function works(about: string, said: string): Diagnosis {
  return { about, state: 'works', said };
}

export function warning(about: string, said: string, remedy: string): Diagnosis {
  return { about, state: 'warning', said, remedy };
}
