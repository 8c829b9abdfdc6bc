package io.sojourn.bench;

/** Sends commands for several clients. */
interface Sender {

  /** Who is told, from any thread, what became of a command. */
  interface Answers {

    /** The command of a slot was done. */
    void answered(int slot);

    /** The command of a slot was not done, or nobody knows: the run fails. */
    void failed(String why);
  }

  /** Sends the command of one of a client's slots; its end must be told to the answers. */
  void send(int client, int slot, Answers answers);
}
