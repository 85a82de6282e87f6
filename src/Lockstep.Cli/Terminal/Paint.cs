namespace Lockstep.Cli.Terminal;

/// <summary>Colours text for a terminal, or leaves it as it is. Only the sixteen colours of the user's own theme are used.</summary>
internal readonly record struct Paint(bool IsOn)
{
    public string Green(string text) => Wrap(text, "32");

    public string Yellow(string text) => Wrap(text, "33");

    public string Red(string text) => Wrap(text, "31");

    public string Cyan(string text) => Wrap(text, "36");

    public string Dim(string text) => Wrap(text, "2");

    private string Wrap(string text, string code) => IsOn ? $"\e[{code}m{text}\e[0m" : text;
}
