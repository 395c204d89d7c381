/**
 * How is a thing made once for each thing that it is made of?
 *
 * Keyed by the objects themselves, and forgotten with them: what a commit
 * shares with the one before it is the same object in both, so only what has
 * changed is made again.
 */

/** `make`, which is asked once for each argument that lives. */
export function remembered<From extends object, Made>(make: (from: From) => Made): (from: From) => Made {
  const made = new WeakMap<From, { readonly is: Made }>()
  return (from) => {
    const known = made.get(from)
    if (known !== undefined) return known.is
    const is = make(from)
    made.set(from, { is })
    return is
  }
}

/** Likewise for two; a step of one more is another `remembered` inside. */
export function rememberedPair<One extends object, Other extends object, Made>(
  make: (one: One, other: Other) => Made,
): (one: One, other: Other) => Made {
  const of = remembered((one: One) => remembered((other: Other) => make(one, other)))
  return (one, other) => of(one)(other)
}

/** What most callers never ask for, such as a place in a file: made when the first one does. */
export function later<Made>(make: () => Made): () => Made {
  let made: { readonly is: Made } | undefined
  return () => {
    made ??= { is: make() }
    return made.is
  }
}
