/** One word that can be typed next, and what it is for. */
interface Word {
  readonly word: string;
  readonly about: string;
}

/** A command as completion sees it: what it is called from the program on (`clusters add`), and what may follow. */
export interface Completed {
  readonly path: string;
  readonly words: readonly Word[];
}

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** The script that a shell sources. Words are the program's own names and options: nothing in them needs quoting. */
export function completionScript(shell: Shell, commands: readonly Completed[]): string {
  return { bash, zsh, fish }[shell](commands);
}

function bash(commands: readonly Completed[]): string {
  const cases = commands.map(
    ({ path, words }) => `    "${path}") words="${words.map(({ word }) => word).join(' ')}" ;;`,
  );
  return `_plumbline() {
  local current=\${COMP_WORDS[COMP_CWORD]} path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) break ;; *) path="\${path:+$path }$word" ;; esac
  done
  while :; do
    case "$path" in
${cases.map((line) => `  ${line}`).join('\n')}
    esac
    [ -n "$words" ] && break
    case "$path" in *" "*) path=\${path% *} ;; *) break ;; esac
  done
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _plumbline plumbline`;
}

/** zsh reads bash's completions; descriptions are left to \`--help\`. */
function zsh(commands: readonly Completed[]): string {
  return `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
}

function fish(commands: readonly Completed[]): string {
  return commands
    .flatMap(({ path, words }) => {
      const names = path === '' ? [] : path.split(' ');
      const seen = names.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
      const condition = path === '' ? '__fish_use_subcommand' : seen;
      return words.map(({ word, about }) => {
        const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`;
        return `complete -c plumbline -n '${condition}' ${what} -d '${about.replaceAll(/['\\]/g, ' ')}'`;
      });
    })
    .join('\n');
}
