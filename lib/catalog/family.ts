/** Who makes a model, as people know it, from the model's id: the part before the slash, or the name itself begins with it. */
const makers: Record<string, string> = {
  openai: 'OpenAI',
  'gpt-image': 'OpenAI',
  anthropic: 'Anthropic',
  google: 'Google',
  deepseek: 'DeepSeek',
  'x-ai': 'xAI',
  moonshotai: 'Moonshot AI',
  sao10k: 'Sao10K',
  mistralai: 'Mistral AI',
  thedrummer: 'TheDrummer',
  'z-ai': 'Z.AI',
  qwen: 'Qwen',
  gryphe: 'Gryphe',
  'meta-llama': 'Meta',
  novelai: 'NovelAI',
  tensorart: 'TensorArt',
}

/** The family of a model: `OpenAI` of `openai/gpt-5` and of `gpt-image-1-low`. An unknown maker is called by its own prefix. */
export function familyOf(modelId: string): string {
  const prefix = modelId.split('/')[0] ?? modelId
  const known = Object.keys(makers).find(
    key => prefix === key || (!modelId.includes('/') && prefix.startsWith(`${key}-`)),
  )
  return (known && makers[known]) ?? prefix
}
