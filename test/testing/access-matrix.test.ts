import { AllowAny, field, IsAdminUser, type Meta, RestEndpoint } from 'lightapi';
import { accessMatrix } from 'lightapi/testing';
import { describe, expect, it } from 'vitest';
import { authentication, NoteEndpoint } from '../endpoint/owned.ts';
import { serve } from '../serve.ts';

class LogEndpoint extends RestEndpoint {
  text = field.string({ optional: true });
  static override meta: Meta = {
    methods: ['GET', 'POST', 'DELETE'],
    authentication: { ...authentication, permission: { GET: AllowAny, POST: IsAdminUser } },
  };
}

describe('the access matrix', () => {
  it('says what each role gets from each route and verb, and writes nothing', async () => {
    const { app } = await serve({ '/notes': NoteEndpoint, '/logs': LogEndpoint });
    expect(await accessMatrix(app)).toBe(
      [
        '                     anonymous  user  admin',
        'GET     /notes       401        200   200',
        'POST    /notes       401        422   422',
        'GET     /notes/{id}  401        404   404',
        'PUT     /notes/{id}  401        422   422',
        'PATCH   /notes/{id}  401        422   422',
        'DELETE  /notes/{id}  401        404   404',
        'GET     /logs        200        200   200',
        'POST    /logs        401        403   422',
        'GET     /logs/{id}   404        404   404',
        'DELETE  /logs/{id}   401        403   403',
      ].join('\n'),
    );
    expect(await (await app.request('/logs')).text()).toBe('{"results":[]}');
  });

  it('takes roles of your own', async () => {
    const { app } = await serve({ '/logs': LogEndpoint });
    const matrix = await accessMatrix(app, { robot: { sub: 'r', is_admin: true } });
    expect(matrix.split('\n').slice(0, 3)).toEqual([
      '                    robot',
      'GET     /logs       200',
      'POST    /logs       422',
    ]);
  });
});
