/** Which key does the App of these tests have? One for all: making an RSA key takes a while. */
import { generateKeyPairSync } from 'node:crypto'

export const KEY = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
