import type { CodeSample } from './ui/code-block'

const model = 'openai/gpt-5-mini'

/** A first request with that key, ready to be pasted. A key that starts with `$` is a variable of the shell. */
export function apiSamples(
  apiBaseUrl: string,
  key: string,
  kind: 'chat' | 'models' = 'chat',
): [CodeSample, ...CodeSample[]] {
  const inJs = key.startsWith('$') ? `process.env.${key.slice(1)}` : `'${key}'`
  const inPython = key.startsWith('$') ? `os.environ["${key.slice(1)}"]` : `"${key}"`
  const osImport = key.startsWith('$') ? 'import os\n' : ''
  return kind === 'models'
    ? [
        { label: 'curl', code: `curl ${apiBaseUrl}/models \\\n  -H "Authorization: Bearer ${key}"` },
        {
          label: 'Node',
          code: `${nodeClient(apiBaseUrl, inJs)}\nconsole.log((await client.models.list()).data)`,
        },
        {
          label: 'Python',
          code: `${osImport}${pythonClient(apiBaseUrl, inPython)}\nprint(client.models.list().data)`,
        },
      ]
    : [
        {
          label: 'curl',
          code: `curl ${apiBaseUrl}/chat/completions \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{
    "model": "${model}",
    "messages": [{"role": "user", "content": "Say hello"}]
  }'`,
        },
        {
          label: 'Node',
          code: `${nodeClient(apiBaseUrl, inJs)}
const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: 'Say hello' }],
})
console.log(answer.choices[0].message.content)`,
        },
        {
          label: 'Python',
          code: `${osImport}${pythonClient(apiBaseUrl, inPython)}
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Say hello"}],
)
print(answer.choices[0].message.content)`,
        },
      ]
}

function nodeClient(apiBaseUrl: string, key: string): string {
  return `import OpenAI from 'openai'\n\nconst client = new OpenAI({ baseURL: '${apiBaseUrl}', apiKey: ${key} })`
}

function pythonClient(apiBaseUrl: string, key: string): string {
  return `from openai import OpenAI\n\nclient = OpenAI(base_url="${apiBaseUrl}", api_key=${key})`
}
