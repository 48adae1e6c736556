// Before each file of `npm test`: properties are tried with cases of one seed, so that the same commit gives the same answer
// each night. `FC_SEED=7 bun test --preload ./scripts/seed.ts …` tries others; without the preload fast-check takes any.
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_130) })
