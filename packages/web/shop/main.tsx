import { startStaffPage } from '../staff/start.tsx'
import { Shop } from './shop.tsx'
import en from './words/en.ts'
import zh from './words/zh-cn.ts'

void startStaffPage({ scheme: 'light', words: { en, 'zh-CN': zh }, page: <Shop /> })
