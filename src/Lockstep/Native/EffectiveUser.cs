namespace Lockstep.Native;

/// <summary>The user this process acts as.</summary>
public static class EffectiveUser
{
    /// <summary>Its user id.</summary>
    public static uint Id => SystemFamily.Current.UserId;
}
