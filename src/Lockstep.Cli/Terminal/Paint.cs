namespace Lockstep.Cli.Terminal;

/// <summary>Colours text for a terminal, or leaves it as it is. Only the sixteen colours of the user's own theme are used.</summary>
internal readonly record struct Paint(bool IsOn)
{
    private const string Reset = "\e[0m";

    private static readonly string[] Sequences = ["\e[32m", "\e[33m", "\e[31m", "\e[36m", "\e[2m", Reset];

    /// <summary>Length of the colour of ours that a text begins with; 0 where it begins with none, or colours are off.</summary>
    public int LengthOfOwn(ReadOnlySpan<char> text)
    {
        foreach (string sequence in IsOn ? Sequences : [])
        {
            if (text.StartsWith(sequence, StringComparison.Ordinal))
            {
                return sequence.Length;
            }
        }

        return 0;
    }

    public string Green(string text) => Wrap(text, "32");

    public string Yellow(string text) => Wrap(text, "33");

    public string Red(string text) => Wrap(text, "31");

    public string Cyan(string text) => Wrap(text, "36");

    public string Dim(string text) => Wrap(text, "2");

    private string Wrap(string text, string code) => IsOn ? $"\e[{code}m{text}{Reset}" : text;
}
