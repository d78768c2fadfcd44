import { dirname } from 'node:path'
import { ensureBuild, isBuilt } from './system/build'
import { createProgress } from './system/progress'

/** `npm run build`: the production build of the web app, unless nothing changed since the last one. */
const root = dirname(import.meta.dirname)
const progress = createProgress(process.stdout)
if (isBuilt(root)) progress.say('The build is up to date.')
else await progress.step('Building the web app', () => ensureBuild(root))
