using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Unicode;
using Lockstep.Native.Processes;

namespace Lockstep.Cli.Options;

/// <summary>The words behind <c>--</c>: a command for the target, byte for byte as we were given it.</summary>
internal static class CommandWords
{
    /// <summary>The words as texts, which have lost what is not UTF-8; null without a <c>--</c>.</summary>
    public static IReadOnlyList<string>? Find(ParseResult parsed)
    {
        int separator = parsed.Tokens.ToList().FindIndex(token => token.Type == TokenType.DoubleDash);
        return separator < 0 ? null : [.. parsed.Tokens.Skip(separator + 1).Select(token => token.Value)];
    }

    /// <summary>The bytes of words that stand at the command line's end.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Bytes(IReadOnlyList<string> words)
    {
        IReadOnlyList<byte[]> all = ProcessEnvironment.Arguments();
        List<byte[]> last = [.. all.Skip(Math.Max(0, all.Count - words.Count))];
        // A host that started us in its own process has another command line.
        bool areOurs = last.Count == words.Count && last.Zip(words).All(pair => !Utf8.IsValid(pair.First) || Encoding.UTF8.GetString(pair.First) == pair.Second);
        return [.. (areOurs ? last : words.Select(Encoding.UTF8.GetBytes)).Select(word => new ReadOnlyMemory<byte>(word))];
    }
}
