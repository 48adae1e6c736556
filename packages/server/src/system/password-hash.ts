// Argon2id by the runtime, off the event loop. OWASP's first choice of cost: 19 MiB, two passes.
export interface PasswordHash {
  hash(password: string): Promise<string>
  verify(password: string, hash: string): Promise<boolean>
}

const MEMORY_KIB = 19_456
const PASSES = 2

export const argon2id: PasswordHash = {
  hash: (password) => Bun.password.hash(password, { algorithm: 'argon2id', memoryCost: MEMORY_KIB, timeCost: PASSES }),
  verify: (password, hash) => Bun.password.verify(password, hash),
}
