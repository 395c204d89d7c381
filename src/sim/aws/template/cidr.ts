/**
 * Into which blocks does `Fn::Cidr` cut an address range?
 *
 * As documented: `count` blocks of 2^`cidrBits` addresses from the beginning of the
 * range. IPv4 alone; what is not known yet stays unknown.
 */
import { validationError } from '../errors.ts'
import { type Json, KNOWN_AFTER_APPLY } from './json.ts'

export function cidrBlocks([range, count, bits]: readonly (Json | undefined)[]): Json {
  if ([range, count, bits].some((part) => String(part).includes(KNOWN_AFTER_APPLY))) return KNOWN_AFTER_APPLY
  const [, address = '', length = ''] = /^((?:\d{1,3}\.){3}\d{1,3})\/(\d{1,2})$/.exec(String(range)) ?? []
  const [wanted, size] = [Number(count), Number(bits)]
  const fits = wanted >= 1 && wanted <= 256 && size >= 1 && size <= 32 - Number(length)
  if (address === '' || !fits || wanted * 2 ** size > 2 ** (32 - Number(length)))
    throw validationError(
      'Template error: every Fn::Cidr object requires a range that holds as many blocks of that size',
    )
  const first = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return Array.from({ length: wanted }, (_, index) => `${dotted(first + index * 2 ** size)}/${32 - size}`)
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')
}
