package io.sojourn.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the log goes: to standard error, from warnings on for a server, and nowhere for a command
 * that has a terminal to itself. The variable SOJOURN_LOG says otherwise. In code, since reading a
 * file of settings would take longer than the rest of the start.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  static final String VARIABLE = "SOJOURN_LOG";

  /** Tells why it stops, which at the start the command itself tells, in one line. */
  private static final String WRITER = "io.sojourn.engine.Writer";

  private static final String RATIS = "org.apache.ratis";

  private static volatile Level usual = Level.OFF;

  /** Made by the logging library, which finds it as a service. */
  public Logging() {}

  /** To be called before the first log line of a process that may speak on standard error. */
  static void speakUp() {
    usual = Level.WARN;
    level(WRITER, Level.OFF);
  }

  /** To be called when the server is ready: from then on nobody else tells what goes wrong. */
  static void started() {
    level(WRITER, null);
  }

  private static void level(String name, @Nullable Level level) {
    if (LoggerFactory.getLogger(name) instanceof ch.qos.logback.classic.Logger logger) {
      logger.setLevel(level);
    }
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{20} %msg%n");
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    String asked = System.getenv().getOrDefault(VARIABLE, "").toUpperCase(Locale.ROOT);
    root.setLevel(Level.toLevel(asked, usual));
    if (asked.isEmpty()) {
      // It warns of every node that is slow or away for a moment: the cluster's business as usual.
      context.getLogger(RATIS).setLevel(Level.ERROR);
    }
    root.addAppender(appender);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
