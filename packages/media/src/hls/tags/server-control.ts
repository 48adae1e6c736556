import { seconds } from './seconds.ts'

/**
 * EXT-X-SERVER-CONTROL, 4.4.3.8: the server holds a request until what it asks for exists (CAN-BLOCK-RELOAD), and a
 * player should stay PART-HOLD-BACK behind the end: at least twice, better three times the part target.
 */
export const serverControl = (partTargetMs: number) =>
  `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${seconds(partTargetMs * 3)}`
