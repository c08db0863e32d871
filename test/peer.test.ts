import { describe, expect, it } from 'vitest';
import { withPeer } from '../src/peer.ts';

const peer = { name: 'no-such-package', where: 'metrics', what: 'the package', code: 'bad_option' } as const;

describe('a package that not everyone needs', () => {
  it('is a mistake that says how to get it, where it is missing', async () => {
    const name = 'no-such-package';
    await expect(withPeer(peer, () => import(name))).rejects.toMatchObject({
      problems: [
        {
          code: 'bad_option',
          where: 'metrics',
          problem: 'the package "no-such-package" is not installed.',
          remedy: 'Run npm install no-such-package.',
        },
      ],
    });
  });

  it('is told as it is where something else is wrong with it', async () => {
    const other = 'another-missing-package';
    await expect(withPeer(peer, () => import(other))).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' });
    await expect(withPeer(peer, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
