/**
 * Which refusals may any operation give, though its own description does not list them?
 *
 * GitHub documents the refusals of its front once, for all operations. A
 * status that neither the operation nor this table knows is the simulator's
 * mistake. 500 is not here: the simulator does not fail by itself, and a
 * planned failure never passes this way.
 */
export const GENERAL_REFUSALS: Readonly<Record<number, string>> = {
  400: '[doc] problems parsing JSON',
  401: '[doc] bad credentials',
  403: '[doc] missing permission; rate limits',
  404: '[doc] what is not there, or may not be seen',
  422: '[doc] validation failed',
  429: '[doc] rate limits',
}
