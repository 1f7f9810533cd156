// Stands in for zod in the dashboard (scripts/build-dashboard.mjs): what is read here went through the schemas of the API, so
// that of core's schemas the browser needs the types alone. Building them would be a sixth of the script of an alert's page.

interface Nothing {
  (...given: readonly unknown[]): Nothing;
  readonly [name: string]: Nothing;
}

/** Words that would have to do something. */
const doers = /^(?:parse|safeParse|encode|decode|options|shape|def|_zod|element|unwrap)$/;

const nothing = new Proxy((() => nothing) as unknown as Nothing, {
  get(_, name) {
    if (typeof name !== 'string' || doers.test(name)) throw new Error(`the dashboard has no schemas, and something asked one for ${String(name)}`); // prettier-ignore
    return nothing;
  },
});

export const { array, boolean, discriminatedUnion, int, iso, lazy, literal, number, object, partialRecord, record, strictObject, string, union, unknown, url } = nothing; // prettier-ignore
const { enum: enumeration } = nothing;
export { enumeration as enum };
