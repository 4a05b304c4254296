// Loads what a server loads, once, so that the compile cache is filled: the first start is then as quick and as small
// as every later one. Opens nothing and does nothing.
await import('../src/cli/serve.ts');
await import('../src/cli/demo.ts');
