using System.CommandLine;
using Lockstep.Cli.Texts;
using Lockstep.Native.Processes;
using Lockstep.Rsync;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Texts;

namespace Lockstep.Cli.Rsync;

/// <summary>
/// <c>lockstep rsync ...</c>: rsync's own command line. Its words, codes and environment are rsync's, so that our
/// parser has no part in it.
/// </summary>
internal static class RsyncVerb
{
    /// <summary>The first word of the command line.</summary>
    public const string Name = "rsync";

    /// <summary>
    /// The verb as help and completion list it. Its words are rsync's, so it is taken from the line before our parser
    /// looks at that; what stands before it keeps it from being.
    /// </summary>
    public static Command CreateForHelp()
    {
        var command = new Command(Name, "Speak rsync's own command line and protocol") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(int (_) => throw new SyncException(
            ExitCode.Usage, $"'{Name}' has to be the first word, since all others are rsync's: write 'lockstep {Name} ...'"));
        return command;
    }

    /// <summary>Runs it; gives back rsync's exit code.</summary>
    /// <param name="count">How many words follow the verb.</param>
    /// <param name="cancellation">Interrupts the run.</param>
    public static async Task<int> RunAsync(int count, CancellationToken cancellation)
    {
        string[] words = [.. ProcessEnvironment.Arguments().TakeLast(count).Select(word => ByteWord.Of(word))];
        using var streams = new StandardRsyncConsole(isServer: words is ["--server", ..]);
        try
        {
            OptionDraft draft = OptionWords.Read(words);
            if (words is ["--server", ..] && draft.Is("secluded-args"))
            {
                words = SecludedWords.Read(words, Console.OpenStandardInput());
                draft = OptionWords.Read(words);
            }

            if (Answer(draft, words) is { } answer)
            {
                WriteLines(streams, RsyncChannel.Client, answer);
                return (int)RsyncExit.Done;
            }

            if (draft.Is("daemon") && !draft.Is("server"))
            {
                throw new RsyncException(RsyncExit.Unsupported, "rsync: Lockstep does not support --daemon");
            }

            RsyncInvocation invocation = RsyncInvocationReader.Read(words, Environment);
            using var console = new StandardRsyncConsole(invocation);
            int exit = await RsyncClient.RunAsync(invocation, console, cancellation);
            return Close(console, exit, invocation.Role != RsyncRole.Client ? "server" : invocation.IsSender ? "sender" : "Receiver");
        }
        catch (RsyncException refusal)
        {
            WriteLines(streams, RsyncChannel.Error, refusal.Message.Length > 0 ? refusal.Message : ByteWord.OfText(RsyncHelp.Text()));
            return Close(streams, (int)refusal.Exit, "client");
        }
    }

    private static void WriteLines(StandardRsyncConsole console, RsyncChannel channel, string text) =>
        Array.ForEach(text.Split('\n'), line => console.Write(channel, line));

    private static int Close(StandardRsyncConsole console, int exit, string role)
    {
        // Of a run that came to its end the client tells what became of it.
        bool isTold = role == "server" && exit is >= (int)RsyncExit.Partial and <= (int)RsyncExit.DeleteLimit;
        if (exit != (int)RsyncExit.Done && !isTold)
        {
            console.Write(exit == (int)RsyncExit.Vanished ? RsyncChannel.Warning : RsyncChannel.Error, ExitText.Of(exit, role, ProductVersion.Text));
        }

        return exit == (int)RsyncExit.Done && console.HasLostOutput ? (int)RsyncExit.Message : exit;
    }

    /// <summary>The text of what is only asked for; null for a run.</summary>
    private static string? Answer(OptionDraft draft, string[] words)
    {
        bool asksForHelp = draft.Is("help") || (draft.Is("human-readable") && draft.Arguments.Count == 0 && !draft.Is("server"));
        string? text = asksForHelp ? RsyncHelp.Text()
            : draft.Is("version") ? RsyncHelp.VersionText(ProductVersion.Text)
            : Asks(draft, "info") ? RsyncHelp.InfoText()
            : Asks(draft, "debug") ? RsyncHelp.DebugText()
            : null;
        return text is null || words is ["--server", ..] ? null : ByteWord.OfText(text);
    }

    private static bool Asks(OptionDraft draft, string option) =>
        draft.Each(option).Any(flags => flags.Split(',').Contains("help", StringComparer.OrdinalIgnoreCase));

    private static string? Environment(string name) => ProcessEnvironment.Find(ByteWord.Bytes(name)) is { } value ? ByteWord.Of(value) : null;
}
