/**
 * Does a test try to leave this machine?
 *
 * Every socket of Node goes through `connect`; a host that is not loopback is
 * refused here at once, so that no test depends on a network that a newcomer
 * may not have. A guard of ten lines instead of a patched HTTP module, because
 * the tests drive real servers over real sockets.
 */
import net from 'node:net'

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|::1|0\.0\.0\.0)$/
const connect = net.Socket.prototype.connect

net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
  const host = hostOf(args)
  if (host !== undefined && !LOOPBACK.test(host)) {
    throw new Error(`a test tried to reach ${host}: the network is off in tests`)
  }
  return Reflect.apply(connect, this, args)
} as typeof connect

/** `connect(options)`, `connect(port, host)`, `connect(path)`, and Node's own normalised array. */
function hostOf(args: readonly unknown[]): string | undefined {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0]
  if (typeof first === 'object' && first !== null && 'host' in first) return String(first.host ?? '127.0.0.1')
  if (typeof first === 'number' && typeof args[1] === 'string') return args[1]
  return undefined
}
