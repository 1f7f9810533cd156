declare const brand: unique symbol;

/** A string or number that only its own door hands out, so that two kinds of id cannot be swapped unnoticed. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
