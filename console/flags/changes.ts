import type { FlagChanged, FlagView } from '../../lib/api/index.ts';
import { type Api, ApiError } from '../api.ts';
import { toast } from '../dom.ts';
import { askForChange, type ChangeQuestion } from './confirm.ts';
import { differences } from './model.ts';

type Done = (changed: FlagChanged) => void;

/** What an operator can do to a flag; each asks first, then changes, and says what came of it. */
export class Changes {
  readonly #api: Api;
  readonly #done: Done;

  constructor(api: Api, done: Done) {
    this.#api = api;
    this.#done = done;
  }

  toggle(flag: FlagView): Promise<boolean> {
    const wanted = flag.enabled ? 'off' : 'on';
    const effect = flag.enabled
      ? `Every call under it will be refused as FEATURE_DISABLED.`
      : `It will serve everybody whom its targeting allows${flag.state === 'kill' ? '; this lifts the kill' : ''}.`;
    return this.update(flag, { state: wanted }, `Switch ${flag.key} ${wanted}`, effect);
  }

  update(flag: FlagView, settings: Partial<FlagView>, title = `Change ${flag.key}`, effect?: string): Promise<boolean> {
    const after = { ...flag, ...settings, rollout: settings.rollout ?? (settings.state === 'on' ? 100 : flag.rollout) };
    const danger = flag.enabled && after.state !== 'on' && after.state !== 'canary';
    const question = {
      flag,
      title,
      action: 'Apply',
      danger,
      differences: differences(flag, after),
      ...(effect && { effect }),
    };
    return this.#ask(question, 'PUT', '', (reason) => ({ change_reason: reason, version: flag.version, settings }));
  }

  kill(flag: FlagView): Promise<boolean> {
    const effect = 'Off for everybody at once, whatever else is set. Settings are kept; a roll-back restores them.';
    const question = { flag, title: `Kill ${flag.key}`, action: 'Kill', danger: true, effect };
    return this.#ask(question, 'POST', '/kill', (reason) => ({ kill_reason: reason }));
  }

  rollback(flag: FlagView): Promise<boolean> {
    const effect = 'Back to the settings before the last change.';
    const question = { flag, title: `Roll back ${flag.key}`, action: 'Roll back', effect };
    return this.#ask(question, 'POST', '/rollback', (reason) => ({ rollback_reason: reason, version: flag.version }));
  }

  override(flag: FlagView, tenant: string, state: string | null, expiresAt: number | null): Promise<boolean> {
    const title = state ? `${flag.key}: ${state} for ${tenant}` : `${flag.key}: ${tenant} like everybody else`;
    const question = { flag, title, action: state ? 'Set override' : 'Remove override' };
    return this.#ask(question, 'PUT', '/override', (reason) => ({
      override_reason: reason,
      tenant_id: tenant,
      override_state: state,
      ...(state && { expires_at: expiresAt }),
      version: flag.version,
    }));
  }

  #ask(
    question: Omit<ChangeQuestion, 'submit'>,
    method: 'PUT' | 'POST',
    path: string,
    bodyOf: (reason: string) => object,
  ): Promise<boolean> {
    const { key } = question.flag;
    return askForChange({
      ...question,
      submit: async (reason, confirm) => {
        const body = { ...bodyOf(reason), ...(confirm !== undefined && { confirm }) };
        try {
          const changed = await this.#api.send<FlagChanged>(
            method,
            `/api/flags/${encodeURIComponent(key)}${path}`,
            body,
          );
          toast(
            changed.changed
              ? `${key} is ${changed.flag.state} (version ${changed.flag.version})`
              : `${key} was so already`,
          );
          this.#done(changed);
        } catch (error) {
          if (error instanceof ApiError && error.reason === 'STALE_VERSION')
            throw new Error(`${error.message}. Close this, look at the flag again and repeat.`);
          throw error;
        }
      },
    });
  }
}
