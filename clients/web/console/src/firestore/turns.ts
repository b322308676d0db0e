// Opens what a signed-in user sees, one user after the other. An opening takes time, and the user may sign out, or be
// signed out, meanwhile: what it then opens is closed, and nothing of it is shown.

type Stop = () => void;

export class Turns {
  #turn = 0;
  #stop: Stop = () => {};

  /** Close what is open, then open something else; `isCurrent` tells `open` whether its turn still lasts. A failure is
   * passed to `fail` only during its turn. */
  next(open: (isCurrent: () => boolean) => Promise<Stop>, fail: (error: Error) => void): void {
    this.end();
    const turn = this.#turn;
    const isCurrent = (): boolean => turn === this.#turn;
    open(isCurrent).then((stop) => {
      if (isCurrent()) this.#stop = stop;
      else stop();
    }, (error: Error) => {
      if (isCurrent()) fail(error);
    });
  }

  /** Close what is open, or will be open once it has finished opening. */
  end(): void {
    this.#turn += 1;
    this.#stop();
    this.#stop = () => {};
  }
}
