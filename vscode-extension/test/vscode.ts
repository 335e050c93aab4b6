// Stands in for the module `vscode`, which exists only inside the editor: the few parts that the unit tests reach.

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
    this.start = new Position(startLine, startCharacter);
    this.end = new Position(endLine, endCharacter);
  }

  contains({ line, character }: Position): boolean {
    const afterStart = line > this.start.line || (line === this.start.line && character >= this.start.character);
    const beforeEnd = line < this.end.line || (line === this.end.line && character <= this.end.character);
    return afterStart && beforeEnd;
  }
}

export enum DiagnosticSeverity {
  Error,
  Warning,
  Information,
  Hint,
}

export class Diagnostic {
  source?: string;
  code?: string | number | { value: string | number; target: Uri };

  constructor(
    readonly range: Range,
    readonly message: string,
    readonly severity = DiagnosticSeverity.Error,
  ) {}
}

export class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
    readonly query = '',
  ) {}

  static file(path: string): Uri {
    return new Uri('file', path);
  }

  static from({ scheme, path, query }: { scheme: string; path: string; query?: string }): Uri {
    return new Uri(scheme, path, query);
  }

  toString(): string {
    return `${this.scheme}:${this.path}${this.query && `?${encodeURIComponent(this.query)}`}`;
  }
}

/** What the tests set, and what they find asked. */
export const fake = {
  diagnostics: [] as Diagnostic[],
  /** The answer of the user to the next question. */
  answer: undefined as string | undefined,
  /** The items of each pick list shown, or `input` for an input box. */
  asked: [] as (string[] | 'input')[],
};

export const languages = {
  getDiagnostics: (): Diagnostic[] => fake.diagnostics,
};

export const window = {
  showQuickPick: async (items: { label: string }[]): Promise<{ label: string } | undefined> => {
    fake.asked.push(items.map(({ label }) => label));
    return items.find(({ label }) => label === fake.answer);
  },
  showInputBox: async (): Promise<string | undefined> => {
    fake.asked.push('input');
    return fake.answer;
  },
};
