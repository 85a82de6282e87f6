namespace Lockstep.Rsync;

/// <summary>The words of <c>--secluded-args</c>, which a client sends through the connection so that no shell sees them.</summary>
public static class SecludedWords
{
    private const int MaxWords = 16_000, MaxLength = 16 << 20;

    /// <summary>Reads what a client sends before anything else, and gives the server's words with it.</summary>
    /// <param name="words">The words of the command line.</param>
    /// <param name="input">The connection, of which not a byte more is read.</param>
    public static string[] Read(IReadOnlyList<string> words, Stream input)
    {
        List<string> all = [];
        List<byte> word = [];
        for (int length = 0, next = input.ReadByte(); next != 0 || word.Count > 0; next = input.ReadByte())
        {
            if (next < 0 || all.Count == MaxWords || length++ == MaxLength)
            {
                throw new RsyncException(RsyncExit.Stream, "rsync: the words of --secluded-args end early or have no end");
            }

            if (next == 0)
            {
                all.Add(ByteWord.Of([.. word]));
                word.Clear();
            }
            else
            {
                word.Add((byte)next);
            }
        }

        // The first is the program's name.
        return [.. words, .. all.Skip(1)];
    }
}
