/**
 * How does a thing cost nothing until somebody looks at it?
 *
 * Something stands in its place that makes it then, once, and is it from there
 * on: of ten thousand things that are known, three are asked about. No caller
 * can tell, but by what it takes.
 */

interface Place<Made extends object> {
  /** Absent once it is made. */
  make?: () => Made
  made?: Made
}

const IS_UNMADE = Symbol('unmade')

/** `make` answers a plain object. */
export function standIn<Made extends object>(make: () => Made): Made {
  return new Proxy<Place<Made>>({ make }, HANDLER) as Made
}

/** Whether this stands for something that nobody has looked at yet. */
export function isUnmade(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, IS_UNMADE) === true
}

/** Makes it now, if it is anything that nobody has looked at yet. */
export function look(value: object): void {
  Reflect.has(value, IS_UNMADE)
}

const HANDLER: ProxyHandler<Place<object>> = {
  get: (place, key) => (key === IS_UNMADE ? place.make !== undefined : Reflect.get(madeIn(place), key)),
  has: (place, key) => Reflect.has(madeIn(place), key),
  ownKeys: (place) => Reflect.ownKeys(madeIn(place)),
  getOwnPropertyDescriptor: (place, key) => Reflect.getOwnPropertyDescriptor(madeIn(place), key),
  set: () => false,
  defineProperty: () => false,
  deleteProperty: () => false,
}

function madeIn(place: Place<object>): object {
  if (place.make !== undefined) {
    place.made = place.make()
    delete place.make
  }
  return place.made ?? {}
}
