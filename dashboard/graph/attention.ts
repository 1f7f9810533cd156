export interface Attention {
  /** Node ids, edge ids. */
  readonly node?: string | undefined;
  readonly edge?: string | undefined;
  readonly hovered?: string | undefined;
  /** The keyboard is here: the chosen node gets a ring. */
  readonly focused: boolean;
}
