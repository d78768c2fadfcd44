import type { CodeSample } from '@/components/ui/code-block'

/** What was spent since a moment, line by line, asked with an admin key. A key that starts with `$` is a variable of the shell. */
export function adminSamples(apiBaseUrl: string, key: string, since: Date): [CodeSample, CodeSample] {
  const start = since.getTime() / 1000
  const inJs = key.startsWith('$') ? `process.env.${key.slice(1)}` : `'${key}'`
  return [
    {
      label: 'curl',
      code: `curl -G ${apiBaseUrl}/organization/costs \\
  -d start_time=${start} -d limit=31 -d group_by=line_item \\
  -H "Authorization: Bearer ${key}"`,
    },
    {
      label: 'Node',
      code: `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${apiBaseUrl}', adminAPIKey: ${inJs} })
const costs = await client.admin.organization.usage.costs({
  start_time: ${start},
  limit: 31,
  group_by: ['line_item'],
})
console.log(costs.data)`,
    },
  ]
}
