/**
 * Which kind of string is this?
 *
 * Ids of different kinds are different types, so that an account id cannot be
 * passed where a stack name is meant.
 */
export type Brand<Kind extends string> = string & { readonly __brand: Kind }
