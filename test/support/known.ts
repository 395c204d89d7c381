/** Does a fake world have what it is asked for? A test fails here if not, rather than far away by something undefined. */
export function known<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`the fake world has no ${what}`)
  return value
}
